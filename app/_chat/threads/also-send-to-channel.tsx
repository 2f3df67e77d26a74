"use client";

import { useTranslations } from "@/app/_i18n/use-translations";

type Props = { channel: string; checked: boolean; onChange: (checked: boolean) => void };

/** The choice to send a reply to the channel too. */
export function AlsoSendToChannel({ channel, checked, onChange }: Props) {
	const t = useTranslations("threads");
	return (
		<label className="flex h-full min-w-0 items-center gap-2 max-md:text-sm">
			<input
				type="checkbox"
				checked={checked}
				onChange={(event) => onChange(event.target.checked)}
				className="size-4 shrink-0 accent-ember max-md:size-5"
			/>
			<span dir="auto" className="truncate">
				{t("echo", { channel })}
			</span>
		</label>
	);
}
