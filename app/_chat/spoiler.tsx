"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl/react";

/** Hidden until somebody wants to know; a screen reader is not told either. */
export function Spoiler({ children }: { children: ReactNode }) {
	const t = useTranslations("richText");
	const [shown, setShown] = useState(false);
	if (shown) return <span className="rounded-[5px] bg-sunken px-1">{children}</span>;
	return (
		<button
			type="button"
			tabIndex={-1}
			aria-label={t("showSpoiler")}
			onClick={() => setShown(true)}
			className="rounded-[5px] bg-line-strong px-1 text-start text-transparent select-none hover:bg-text-faint [&_*]:invisible"
		>
			<span aria-hidden="true" className="pointer-events-none">
				{children}
			</span>
		</button>
	);
}
