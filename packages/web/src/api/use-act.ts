import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { say, sayFailed } from '../ui/notify.ts';
import { asProblem } from './problem.ts';

type Options<I, O> = {
  /** Query keys whose reads the action makes stale. */
  stale: readonly string[];
  /** What to say when it is done; nothing where the page shows it. */
  said?: (reply: O, input: I) => string | null;
  onDone?: (reply: O, input: I) => void;
  /** The dialog shows the refusal itself. */
  isErrorShown?: boolean;
};

/** One action of a page: runs, says what came of it, and has what it changed read again. */
export function useAct<I, O>(run: (input: I) => Promise<O>, options: Options<I, O>) {
  const client = useQueryClient();
  const { t, i18n } = useTranslation();
  return useMutation({
    mutationFn: run,
    onSuccess: async (reply, input) => {
      const said = options.said?.(reply, input) ?? null;
      if (said !== null) say(said);
      options.onDone?.(reply, input);
      await Promise.all(options.stale.map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
    onError: (error) => {
      if (options.isErrorShown) return;
      const problem = asProblem(error);
      const isKnown = i18n.exists(`refusal.${problem.code}`);
      sayFailed(
        isKnown ? t(`refusal.${problem.code}`) : problem.title || t('refusal.unreadable'),
        [problem.detail, problem.remedy].filter(Boolean).join(' '),
      );
    },
  });
}
