import "./fonts.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { preload } from "react-dom";
import { applyPreferencesScript } from "@/app/_client/account/preferences-script";
import { documentSettings, settingsMeta } from "@/lib/account-settings/document-settings";
import { instanceIconUrl, instanceSettings } from "@/lib/instance/settings";
import * as accounts from "@/lib/users/accounts";
import { CatalogueProvider } from "./_i18n/provider";
import { getLocale, getMessages, getTimeZone } from "./_i18n/server";
import { getViewer } from "./viewer";

const textFont = new URL(
	"../node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
	import.meta.url,
);

export function generateMetadata(): Metadata {
	const { name } = instanceSettings();
	const url = instanceIconUrl();
	return {
		applicationName: name,
		title: { default: name, template: `%s · ${name}` },
		// Without one, pages have icon.svg.
		...(url && { icons: { icon: { url, type: "image/webp", sizes: "256x256" }, apple: url } }),
	};
}

export const viewport: Viewport = {
	width: "device-width",
	initialScale: 1,
	viewportFit: "cover",
	// The composer rides on the keyboard instead of hiding under it.
	interactiveWidget: "resizes-content",
	themeColor: [
		{ media: "(prefers-color-scheme: light)", color: "#f0efed" },
		{ media: "(prefers-color-scheme: dark)", color: "#100f0d" },
	],
};

/** Null for guests, and while the database is unreachable: then the page itself says so. */
async function getSettings(): Promise<string | null> {
	try {
		const viewer = await getViewer();
		return viewer && documentSettings((await accounts.mine(viewer)).user);
	} catch {
		return null;
	}
}

export default async function RootLayout({ children }: { children: ReactNode }) {
	preload(textFont.pathname, { as: "font", type: "font/woff2", crossOrigin: "anonymous" });
	const [locale, timeZone, messages, head, settings] = await Promise.all([
		getLocale(),
		getTimeZone(),
		getMessages(),
		headers(),
		getSettings(),
	]);
	const nonce = head.get("x-nonce") ?? undefined;
	return (
		<html lang={locale} suppressHydrationWarning>
			<body>
				{settings && <meta name={settingsMeta} content={settings} />}
				<script nonce={nonce} suppressHydrationWarning>
					{applyPreferencesScript}
				</script>
				<ThemeProvider
					attribute="class"
					defaultTheme="system"
					enableColorScheme={false}
					disableTransitionOnChange
					{...(nonce && { nonce })}
				>
					<CatalogueProvider locale={locale} messages={messages} timeZone={timeZone}>
						{children}
					</CatalogueProvider>
				</ThemeProvider>
			</body>
		</html>
	);
}
