import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const languages = ['en', 'vi'] as const;
export type Language = (typeof languages)[number];

/** A catalogue: nested groups of strings. */
export type Catalogue = { [key: string]: string | Catalogue };
/** How a namespace brings its catalogues: loaded only in the language that is used. */
export type CatalogueSource = Record<Language, () => Promise<{ default: Catalogue }>>;

const STORAGE_KEY = 'quayside.language';
const sources = new Map<string, CatalogueSource>([
  ['desk', { en: () => import('./en.json'), vi: () => import('./vi.json') }],
]);

function isLanguage(text: string | null | undefined): text is Language {
  return languages.some((language) => language === text);
}

/** The person's own choice; else the browser's language where we speak it; else English. */
export function preferredLanguage(): Language {
  try {
    const kept = localStorage.getItem(STORAGE_KEY);
    if (isLanguage(kept)) return kept;
  } catch {
    // Storage may be forbidden: the browser's language stands.
  }
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return spoken ?? 'en';
}

/** The language shown now, for formatters. */
export function languageOf(instance: i18n): Language {
  return isLanguage(instance.language) ? instance.language : 'en';
}

async function load(language: Language, namespace: string): Promise<void> {
  const source = sources.get(namespace);
  if (source === undefined || i18next.hasResourceBundle(language, namespace)) return;
  i18next.addResourceBundle(language, namespace, (await source[language]()).default);
}

/** Starts the catalogues; the desk's strings are the default namespace. */
export async function startI18n(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    supportedLngs: [...languages],
    ns: ['desk'],
    defaultNS: 'desk',
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await load(language, 'desk');
  document.documentElement.lang = language;
}

/**
 * Adds a namespace (the floor's) and waits until its strings are there in the language shown; later
 * switches bring it along. Call it in the lazy module's load, before its first render.
 */
export async function addNamespace(namespace: string, source: CatalogueSource): Promise<void> {
  sources.set(namespace, source);
  await load(languageOf(i18next), namespace);
}

/** Switches the language, remembers it for this person's browser, and tells the page. */
export async function switchLanguage(language: Language): Promise<void> {
  await Promise.all([...sources.keys()].map((namespace) => load(language, namespace)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Not kept, but shown.
  }
}
