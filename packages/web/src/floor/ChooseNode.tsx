import { IconBuildingWarehouse } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FloorNode } from './node.ts';
import classes from './ui/classes.ts';
import { FloorEmpty } from './ui/FloorStates.tsx';

type Props = { nodes: readonly FloorNode[]; onChoose: (nodeId: string) => void };

/** Where this device is used; asked once and remembered. */
export function ChooseNode({ nodes, onChoose }: Props) {
  const { t } = useTranslation('floor');
  return (
    <div className={`${classes.scroll} ${classes.stack} ${classes.wide}`} data-testid="choose-node">
      {nodes.length === 0 ? (
        <FloorEmpty icon={IconBuildingWarehouse} title={t('node.none')}>
          {t('node.noneWhy')}
        </FloorEmpty>
      ) : (
        <h2 className={classes.heading}>{t('node.which')}</h2>
      )}
      {nodes.map((node) => (
        <button
          key={node.nodeId}
          type="button"
          className={classes.row}
          onClick={() => onChoose(node.nodeId)}
        >
          <IconBuildingWarehouse size={32} aria-hidden="true" />
          <span className={classes.rowMain}>
            <b>{node.nodeCode}</b>
            <small>{node.name}</small>
          </span>
        </button>
      ))}
    </div>
  );
}
