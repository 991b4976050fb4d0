import { Kbd, Modal, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Every key of the workbench. The caps are what is printed on the keyboard. */
const keys: readonly { caps: readonly string[]; does: string }[] = [
  { caps: ['j', '↓'], does: 'next' },
  { caps: ['k', '↑'], does: 'previous' },
  { caps: ['Enter'], does: 'open' },
  { caps: ['Esc'], does: 'close' },
  { caps: ['x'], does: 'select' },
  { caps: ['r'], does: 'release' },
  { caps: ['h'], does: 'hold' },
  { caps: ['c'], does: 'cancel' },
  { caps: ['/'], does: 'search' },
  { caps: ['?'], does: 'help' },
];

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('orders.keys.title')}>
      <Table>
        <Table.Tbody>
          {keys.map(({ caps, does }) => (
            <Table.Tr key={does}>
              <Table.Td w={110}>
                {caps.map((cap) => (
                  <Kbd key={cap} mr={4}>
                    {cap}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{t(`orders.keys.${does}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
