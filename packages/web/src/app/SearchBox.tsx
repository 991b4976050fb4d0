import { Combobox, Kbd, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { orderRoutes } from '@quayside/contract';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMe } from '../api/session.ts';
import classes from './frame.module.css';
import { groupHits, type SearchChoice, useActions, usePageChoices } from './search-choices.ts';

const SEARCH_LEAST = 2;
const DROPDOWN_PX = 440;

/** One box for any code: orders, phones, tracking numbers, SKUs, bins, pages and actions. */
export function SearchBox() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 200);
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  // A scanner sends its code and Enter within milliseconds: Enter waits for the answer.
  const [isEntered, setIsEntered] = useState(false);
  const { data, isFetching, isError, isPlaceholderData } = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => call(orderRoutes.search, { query: { q: asked }, signal }),
    enabled: asked.length >= SEARCH_LEAST,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const focus = () => {
    input.current?.focus();
    input.current?.select();
  };
  useHotkeys([
    ['/', focus],
    ['mod+K', focus],
  ]);

  const pages = usePageChoices(me?.permissions ?? []);
  const actions = useActions(me?.permissions ?? []);
  const hits = asked.length >= SEARCH_LEAST ? groupHits(data?.hits ?? []) : [];
  const groups = [
    ...hits,
    { group: 'pages', choices: matching(pages, text) },
    { group: 'actions', choices: matching(actions, text) },
  ].filter(({ choices }) => choices.length > 0);
  const wanted = text.trim();
  const isAnswered =
    asked === wanted &&
    (wanted.length < SEARCH_LEAST || isError || (data !== undefined && !isPlaceholderData));
  const take = (choice: SearchChoice) => {
    combobox.closeDropdown();
    setText('');
    input.current?.blur();
    if (choice.run !== undefined) choice.run();
    else if (choice.href !== undefined) void navigate({ href: choice.href });
  };
  const choose = (value: string) => {
    const choice = groups.flatMap(({ choices }) => choices).find(({ key }) => key === value);
    if (choice !== undefined) take(choice);
  };
  useEffect(() => {
    if (!isAnswered || wanted === '') return;
    if (!isEntered) {
      combobox.selectFirstOption();
      return;
    }
    setIsEntered(false);
    const [first] = groups.flatMap(({ choices }) => choices);
    if (first !== undefined) take(first);
    // Only an answer, or Enter, moves on; a new render alone must not.
  }, [isAnswered, isEntered, wanted, data]);
  return (
    <div className={classes.search} role="search">
      <Combobox
        store={combobox}
        onOptionSubmit={choose}
        width={DROPDOWN_PX}
        position="bottom-start"
      >
        <Combobox.Target>
          <TextInput
            ref={input}
            value={text}
            placeholder={t('search.placeholder')}
            aria-label={t('search.placeholder')}
            leftSection={<IconSearch size={16} stroke={1.75} />}
            rightSection={isFetching ? <Loader size={14} /> : <Kbd size="xs">{SLASH}</Kbd>}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setIsEntered(false);
              combobox.openDropdown();
            }}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key === 'Escape') input.current?.blur();
              if (event.key === 'Enter' && wanted !== '' && !isAnswered) {
                // What is marked belongs to the text before.
                combobox.resetSelectedOption();
                setIsEntered(true);
              }
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Options mah={480} style={{ overflowY: 'auto' }}>
            {isError && <Combobox.Empty>{t('search.failed')}</Combobox.Empty>}
            {groups.map(({ group, choices }) => (
              <Combobox.Group key={group} label={t(`search.group.${group}`)}>
                {choices.map((choice) => (
                  <Choice key={choice.key} choice={choice} />
                ))}
              </Combobox.Group>
            ))}
            {groups.length === 0 && !isFetching && !isError && (
              <Combobox.Empty>{t('search.nothing', { text: text.trim() })}</Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </div>
  );
}

/** The key that leads here, as it is printed on the keyboard. */
const SLASH = '/';

function matching(choices: readonly SearchChoice[], text: string): SearchChoice[] {
  const wanted = text.trim().toLocaleLowerCase();
  return choices.filter(({ title }) => title.toLocaleLowerCase().includes(wanted));
}

function Choice({ choice }: { choice: SearchChoice }) {
  return (
    <Combobox.Option value={choice.key}>
      <div className={`${classes.hitTitle} qs-ellipsis`}>{choice.title}</div>
      {choice.detail !== undefined && (
        <div className="qs-ellipsis" style={{ color: 'var(--qs-dimmed)' }}>
          {choice.detail}
        </div>
      )}
    </Combobox.Option>
  );
}
