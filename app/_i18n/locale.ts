import type { Locale } from "@/lib/locale";

export { localeCookie, timeZoneCookie } from "@/lib/http/cookies";
export { isLocale, type Locale, locales, pickLocale, pickTimeZone } from "@/lib/locale";

/** In its own script, so that whoever reads only one of them still finds theirs. */
export const localeNames: Record<Locale, string> = { en: "English", ko: "한국어" };
