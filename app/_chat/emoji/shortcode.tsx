"use client";

import { useEffect, useState } from "react";
import { useLocale } from "use-intl/react";
import { type Emoji, loadEmoji } from "./emoji-data";

type Props = { text: string; code: string; className?: string | false | undefined };

/** A shortcode as its emoji; an unknown one stays as typed. */
export function Shortcode({ text, code, className }: Props) {
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
	return emoji ? (
		<span title={text} className={className || undefined}>
			{emoji.sign}
		</span>
	) : (
		text
	);
}
