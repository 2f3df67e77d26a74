"use client";

import "./globals.css";
import { useEffect, useState } from "react";

type Texts = { errorHeading: string; errorText: string; reload: string };

/**
 * Shown when even the root layout failed: it stands alone, so it loads its few texts itself, in the language of the
 * page.
 */
export default function GlobalError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
	const [texts, setTexts] = useState<Texts>();
	useEffect(() => {
		const isKorean = (document.documentElement.lang || navigator.language).startsWith("ko");
		const catalogue = isKorean ? import("../locales/ko.json") : import("../locales/en.json");
		catalogue.then(({ pages, common }) => setTexts({ ...pages, reload: common.reload })).catch(() => {});
	}, []);
	return (
		<html lang="en">
			<body>
				<main className="grid min-h-dvh place-items-center p-6 text-center">
					{texts && (
						<div role="alert">
							<h1 className="text-title font-title">{texts.errorHeading}</h1>
							<p className="mt-1 text-message text-text-muted">
								{texts.errorText} {error.digest}
							</p>
							<button
								type="button"
								onClick={retry}
								className="mt-6 h-11 rounded-md bg-ember px-5 font-semibold text-ember-fg"
							>
								{texts.reload}
							</button>
						</div>
					)}
				</main>
			</body>
		</html>
	);
}
