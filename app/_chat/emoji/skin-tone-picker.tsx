"use client";

import { useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";

const hands = ["✋", "✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"];
const hand =
	"ring-inward grid size-9 shrink-0 place-items-center rounded-md text-[1.25rem] leading-none hover:bg-selected max-md:size-11";

/** Chooses the skin tone for all emoji that have one. */
export function SkinTonePicker({ tone, onTone }: { tone: number; onTone: (tone: number) => void }) {
	const t = useTranslations("emoji");
	const [open, setOpen] = useState(false);
	if (!open)
		return (
			<button
				type="button"
				aria-label={t("tone")}
				aria-expanded={false}
				title={t("tone")}
				onClick={() => setOpen(true)}
				className={hand}
			>
				<span aria-hidden="true">{hands[tone]}</span>
			</button>
		);
	return (
		<div
			role="radiogroup"
			aria-label={t("tone")}
			className="absolute inset-x-1.5 top-1.5 z-1 flex justify-between rounded-md border bg-overlay max-md:justify-around"
		>
			{hands.map((sign, n) => (
				// biome-ignore lint/a11y/useSemanticElements: the choice is a button, not a checkbox.
				<button
					key={sign}
					type="button"
					role="radio"
					aria-checked={tone === n}
					aria-label={t(`tones.${n as 0}`)}
					// biome-ignore lint/a11y/noAutofocus: it replaces the button that opened it.
					autoFocus={tone === n}
					onKeyDown={(event) => {
						if (event.key === "Escape") {
							event.stopPropagation();
							setOpen(false);
						}
						const next =
							event.key === "ArrowRight"
								? event.currentTarget.nextElementSibling
								: event.key === "ArrowLeft"
									? event.currentTarget.previousElementSibling
									: null;
						if (next instanceof HTMLElement) next.focus();
					}}
					onClick={() => {
						onTone(n);
						setOpen(false);
					}}
					className={classNames(hand, tone === n && "border-2 border-focus bg-selected")}
				>
					<span aria-hidden="true">{sign}</span>
				</button>
			))}
		</div>
	);
}
