"use client";

import { ChevronDown, ChevronUp, Trash2 } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import { TextArea } from "@/app/_ui/text-field";
import { maxRuleLength } from "./rule-drafts";

type Props = {
	number: number;
	text: string;
	isLast: boolean;
	onChange: (text: string) => void;
	onMove: (by: -1 | 1) => void;
	onRemove: () => void;
};

/** A rule to edit. Alt with an arrow key moves it, as the buttons do. */
export function RuleField({ number, text, isLast, onChange, onMove, onRemove }: Props) {
	const t = useTranslations("rules");
	const onKeyDown = (event: KeyboardEvent) => {
		if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
		event.preventDefault();
		event.stopPropagation();
		onMove(event.key === "ArrowUp" ? -1 : 1);
	};
	return (
		<li className="flex items-start gap-1 max-md:flex-col max-md:items-stretch">
			<div className="min-w-0 flex-1">
				<TextArea
					label={t("rule", { number })}
					rows={2}
					maxLength={maxRuleLength}
					value={text}
					onChange={(event) => onChange(event.target.value)}
					onKeyDown={onKeyDown}
				/>
			</div>
			<div className="mt-6 flex shrink-0 max-md:mt-0 max-md:justify-end">
				<IconButton label={t("moveUp", { number })} disabled={number === 1} onClick={() => onMove(-1)}>
					<ChevronUp size="1rem" aria-hidden="true" />
				</IconButton>
				<IconButton label={t("moveDown", { number })} disabled={isLast} onClick={() => onMove(1)}>
					<ChevronDown size="1rem" aria-hidden="true" />
				</IconButton>
				<IconButton label={t("remove", { number })} onClick={onRemove}>
					<Trash2 size="1rem" aria-hidden="true" />
				</IconButton>
			</div>
		</li>
	);
}
