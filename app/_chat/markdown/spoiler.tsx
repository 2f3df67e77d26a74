"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";

type Props = { plainText: string; isBlock: boolean; children: ReactNode };

/**
 * Text hidden until clicked, also from screen readers. Until then it is plain text, because a button may contain no
 * interactive element.
 */
export function Spoiler({ plainText, isBlock, children }: Props) {
	const t = useTranslations("richText");
	const [shown, setShown] = useState(false);
	if (shown && isBlock) return <div className="flex flex-col gap-1.5 rounded-[5px] bg-sunken px-1">{children}</div>;
	if (shown) return <span className="rounded-[5px] bg-sunken px-1">{children}</span>;
	return (
		<button
			type="button"
			tabIndex={-1}
			aria-label={t("showSpoiler")}
			onClick={() => setShown(true)}
			className="spoiler rounded-[5px] bg-line-strong px-1 text-start text-transparent select-none hover:bg-text-faint [&_*]:invisible"
		>
			<span aria-hidden="true" className="pointer-events-none">
				{plainText}
			</span>
		</button>
	);
}
