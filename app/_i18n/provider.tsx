"use client";

import { type ComponentProps, useEffect, useState } from "react";
import { IntlProvider } from "use-intl/react";
import { timeZoneCookie } from "./locale";

/** Passes translations to the browser, and stores its time zone for the server's next page. */
export function CatalogueProvider({ timeZone: event, ...rest }: ComponentProps<typeof IntlProvider>) {
	const [timeZone, setTimeZone] = useState(event);
	useEffect(() => {
		const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
		if (!here || here === timeZone) return;
		setTimeZone(here);
		// biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from Firefox ESR and needs TLS, which a home server may lack.
		document.cookie = `${timeZoneCookie}=${here}; path=/; max-age=31536000; samesite=lax`;
	}, [timeZone]);
	return <IntlProvider {...rest} {...(timeZone && { timeZone })} />;
}
