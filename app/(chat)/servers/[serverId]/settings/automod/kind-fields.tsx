"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { Switch } from "@/app/_ui/switch";
import { TextArea, TextField } from "@/app/_ui/text-field";
import type { RuleDraft } from "./rule-draft";

type Texts = "words" | "patterns" | "domains";
type Numbers = "max" | "times" | "messages" | "lines" | "seconds" | "minutes";
type Flags = "spacedLetters" | "invites" | "everyone" | "attachmentsOnly" | "links" | "files" | "mentions";

export type FieldsProps = {
	draft: RuleDraft;
	errors: Record<string, string>;
	onChange: (part: Partial<RuleDraft>) => void;
};

/** The settings of a rule of the draft's kind. */
export function KindFields({ draft, errors, onChange }: FieldsProps) {
	const t = useTranslations("automod");
	const list = (name: Texts) => (
		<TextArea
			key={name}
			label={t(`fields.${name}`)}
			hint={t(`hints.${name}`)}
			error={errors[`settings.${name}`]}
			rows={6}
			spellCheck={false}
			value={draft[name]}
			onChange={({ target }) => onChange({ [name]: target.value })}
		/>
	);
	const number = (name: Numbers) => (
		<TextField
			key={name}
			label={t(`fields.${name}`)}
			error={errors[`settings.${name}`]}
			inputMode="numeric"
			value={draft[name]}
			onChange={({ target }) => onChange({ [name]: target.value })}
		/>
	);
	const flag = (name: Flags) => (
		<Switch
			key={name}
			label={t(`fields.${name}`)}
			checked={draft[name]}
			onChange={(checked) => onChange({ [name]: checked })}
		/>
	);
	switch (draft.kind) {
		case "words":
			return [list("words"), flag("spacedLetters")];
		case "patterns":
			return list("patterns");
		case "links":
			return [
				<Select
					key="block"
					label={t("fields.block")}
					error={errors["settings.block"]}
					value={draft.block}
					onChange={({ target }) => onChange({ block: target.value as RuleDraft["block"] })}
				>
					{(["all", "listed", "others", "none"] as const).map((each) => (
						<option key={each} value={each}>
							{t(`blocks.${each}`)}
						</option>
					))}
				</Select>,
				(draft.block === "listed" || draft.block === "others") && list("domains"),
				flag("invites"),
			];
		case "mentions":
			return [number("max"), number("seconds"), flag("everyone")];
		case "repeat":
			return [number("times"), number("seconds")];
		case "flood":
			return [number("messages"), number("seconds"), number("lines"), flag("attachmentsOnly")];
		case "newcomer":
			return [number("minutes"), flag("links"), flag("files"), flag("mentions")];
	}
}
