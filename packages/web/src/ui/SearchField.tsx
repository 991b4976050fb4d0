import { ActionIcon, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

type Props = { label: string; value: string; onChange: (text: string) => void; width?: number };

/** Typing pauses this long before a text becomes a filter. */
const TYPING_MS = 350;

/** A text filter that follows the typing, and the address behind it. */
export function SearchField({ label, value, onChange, width = 260 }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const later = useDebouncedCallback((next: string) => onChange(next.trim()), TYPING_MS);
  return (
    <TextInput
      w={width}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} stroke={1.75} />}
      rightSection={
        text === '' ? null : (
          <ActionIcon
            size="sm"
            aria-label={t('common.clear')}
            onClick={() => {
              setText('');
              onChange('');
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        )
      }
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
    />
  );
}
