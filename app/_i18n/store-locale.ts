import { type Locale, localeCookie } from "./locale";

const yearSeconds = 365 * 24 * 3600;

/** Makes this the language of the next pages of this browser. */
export function storeLocale(locale: Locale): void {
	// biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from Firefox ESR and needs TLS, which a home server may lack.
	document.cookie = `${localeCookie}=${locale}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
