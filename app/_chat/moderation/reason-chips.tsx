"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { commonReasons } from "./reasons";

type Props = {
	label: string;
	/** Undefined where a press does not choose one but goes on. */
	reason?: string;
	onChoose: (reason: string) => void;
};

/** Common reasons as buttons: one fills in the reason, and the same one again takes it away. */
export function ReasonChips({ label, reason, onChoose }: Props) {
	const t = useTranslations("moderation.reasons");
	return (
		<fieldset aria-label={label} className="flex min-w-0 flex-wrap gap-2">
			{commonReasons.map((key) => {
				const text = t(key);
				const isChosen = text === reason;
				return (
					<button
						key={key}
						type="button"
						aria-pressed={reason === undefined ? undefined : isChosen}
						onClick={() => onChoose(isChosen ? "" : text)}
						className={classNames(
							"min-h-8 rounded-full border px-3 text-meta font-semibold max-md:min-h-11 max-md:px-3.5 max-md:text-sm",
							isChosen
								? "border-ember-mark bg-ember-subtle ring-1 ring-ember-mark"
								: "border-line-strong bg-surface hover:bg-surface-hover",
						)}
					>
						{text}
					</button>
				);
			})}
		</fieldset>
	);
}
