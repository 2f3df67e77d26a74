"use client";

import { useEffect, useState } from "react";
import { useLocale } from "use-intl/react";
import { type EmojiSet, loadEmoji } from "./emoji-data";

/** All emoji in the user's language, once they are loaded. */
export function useEmojiSet() {
	const locale = useLocale();
	const [set, setSet] = useState<EmojiSet | null>(null);
	const [failed, setFailed] = useState(false);
	const [attempt, setAttempt] = useState(0);

	// biome-ignore lint/correctness/useExhaustiveDependencies: a retry loads again.
	useEffect(() => {
		let isMounted = true;
		loadEmoji(locale).then(
			(loaded) => {
				if (!isMounted) return;
				setSet(loaded);
				setFailed(false);
			},
			() => isMounted && setFailed(true),
		);
		return () => {
			isMounted = false;
		};
	}, [locale, attempt]);

	return { set: failed ? null : set, failed, retry: () => setAttempt((count) => count + 1) };
}
