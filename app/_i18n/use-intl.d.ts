import type en from "../../locales/en.json";
import type { Locale } from "./locale";

declare module "use-intl" {
	interface AppConfig {
		Locale: Locale;
		Messages: typeof en;
	}
}
