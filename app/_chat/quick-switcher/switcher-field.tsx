"use client";

import { Close } from "@radix-ui/react-dialog";
import { Search, X } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Kbd } from "@/app/_ui/kbd";

type Props = {
	field: RefObject<HTMLInputElement | null>;
	/** The id of the listbox; null while there are no results. */
	listId: string | null;
	activeId: string | undefined;
	value: string;
	onChange: (typed: string) => void;
	onKeyDown: (event: KeyboardEvent) => void;
};

/** The text field of the quick switcher: a combobox, which keeps the focus. */
export function SwitcherField({ field, listId, activeId, value, onChange, onKeyDown }: Props) {
	const t = useTranslations("switcher");
	const common = useTranslations("common");
	return (
		<div className="flex h-14 shrink-0 items-center gap-3 border-b ps-4.5 pe-4 max-md:pe-1">
			<Search size="1.25rem" strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-text-faint" />
			<input
				dir="auto"
				ref={field}
				type="text"
				role="combobox"
				aria-label={t("label")}
				aria-expanded={listId !== null}
				aria-controls={listId ?? undefined}
				aria-activedescendant={activeId}
				aria-autocomplete="list"
				placeholder={t("placeholder")}
				autoComplete="off"
				autoCapitalize="none"
				spellCheck={false}
				enterKeyHint="go"
				maxLength={100}
				value={value}
				onChange={(event) => onChange(event.target.value)}
				onKeyDown={onKeyDown}
				className="h-full min-w-0 flex-1 bg-transparent text-[1.125rem] outline-none"
			/>
			<span aria-hidden="true" className="flex max-md:hidden">
				<Kbd>Esc</Kbd>
			</span>
			<Close
				aria-label={common("close")}
				className="grid size-11 shrink-0 place-items-center rounded-md text-text-muted md:sr-only"
			>
				<X size="1.25rem" aria-hidden="true" />
			</Close>
		</div>
	);
}
