import type { Locale } from "@/lib/locale";

export { localeCookie, timeZoneCookie } from "@/lib/http/cookies";
export { isLocale, type Locale, locales, pickLocale, pickTimeZone } from "@/lib/locale";

/** In its own script, so that users find their language in any interface. */
export const localeNames: Record<Locale, string> = { en: "English", ko: "한국어" };
