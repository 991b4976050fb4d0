import { Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem.ts';
import { meQuery, signIn } from '../api/session.ts';
import { MeaningBanner } from '../ui/Meaning.tsx';
import { ErrorNote } from '../ui/states.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { SchemeSwitch } from './SchemeSwitch.tsx';
import classes from './SignInPage.module.css';

/** E-mail and password; afterwards the page that was asked for. */
export function SignInPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { to } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setError(null);
    try {
      await signIn(email.trim(), password);
      client.clear();
      await client.fetchQuery(meQuery);
      await navigate({ href: to ?? '/', replace: true });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setIsBusy(false);
    }
  };

  const isWrong = error !== null && [400, 401, 403].includes(asProblem(error).status);
  return (
    <main className={classes.page}>
      <Group className={classes.corner} gap="xs">
        <LanguageSwitch />
        <SchemeSwitch />
      </Group>
      <Paper className={classes.card}>
        <form onSubmit={(event) => void submit(event)}>
          <Stack gap="md">
            <Group gap="sm" align="center">
              <img src="/favicon.svg" width={32} height={32} alt="" />
              <div>
                <Title order={1}>{t('signIn.title')}</Title>
                <Text size="sm" c="dimmed">
                  {t('signIn.lead')}
                </Text>
              </div>
            </Group>
            <TextInput
              label={t('signIn.email')}
              type="email"
              name="email"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label={t('signIn.password')}
              name="password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            {isWrong && <MeaningBanner meaning="stopped">{t('signIn.wrong')}</MeaningBanner>}
            {error !== null && !isWrong && <ErrorNote error={error} />}
            <Button type="submit" loading={isBusy} fullWidth>
              {t('signIn.submit')}
            </Button>
            <Text size="xs" c="dimmed">
              {t('signIn.help')}
            </Text>
          </Stack>
        </form>
      </Paper>
    </main>
  );
}
