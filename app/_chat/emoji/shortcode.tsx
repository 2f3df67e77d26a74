"use client";

import { useEffect, useState } from "react";
import { useLocale } from "use-intl/react";
import { type Emoji, loadEmoji } from "./set";

/** A code between colons as the emoji it names; what names none stays as it was typed. */
export function Shortcode({ text, code }: { text: string; code: string }) {
	const locale = useLocale();
	const [emoji, setEmoji] = useState<Emoji | undefined>();
	useEffect(() => {
		let isHere = true;
		loadEmoji(locale).then(
			(set) => isHere && setEmoji(set.byCode.get(code)),
			() => {},
		);
		return () => {
			isHere = false;
		};
	}, [locale, code]);
	return emoji ? <span title={text}>{emoji.sign}</span> : text;
}
