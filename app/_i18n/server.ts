import { headers } from "next/headers";
import { createFormatter, createTranslator } from "use-intl/core";
import { cookieIn } from "@/lib/http/cookies";
import { instanceSettings } from "@/lib/instance/settings";
import en from "../../locales/en.json";
import ko from "../../locales/ko.json";
import { compileMessages } from "./compile-messages";
import { isolating } from "./isolating";
import { type Locale, localeCookie, pickLocale, pickTimeZone, timeZoneCookie } from "./locale";

/** English is the source: a type error here is a key missing in the other catalogue. */
const catalogues: Record<Locale, typeof en> = { en: compileMessages(en), ko: compileMessages(ko) };

// Created once a process: a translator caches parsed messages.
const translators = {
	en: isolating(createTranslator({ locale: "en", messages: catalogues.en })),
	ko: isolating(createTranslator({ locale: "ko", messages: catalogues.ko })),
};

export async function getLocale(): Promise<Locale> {
	const head = await headers();
	return pickLocale(
		cookieIn(head.get("cookie"), localeCookie),
		head.get("accept-language"),
		instanceSettings().defaultLanguage,
	);
}

export async function getTimeZone(): Promise<string> {
	return pickTimeZone(cookieIn((await headers()).get("cookie"), timeZoneCookie));
}

/** The catalogue for the browser, with the name of the instance. */
export async function getMessages(): Promise<typeof en> {
	const catalogue = catalogues[await getLocale()];
	return { ...catalogue, common: { ...catalogue.common, instanceName: instanceSettings().name } };
}

/** Server components name keys in full: `t("home.title")`. */
export async function getTranslations() {
	return translators[await getLocale()];
}

export async function getFormatter() {
	const [locale, timeZone] = await Promise.all([getLocale(), getTimeZone()]);
	return createFormatter({ locale, timeZone });
}
