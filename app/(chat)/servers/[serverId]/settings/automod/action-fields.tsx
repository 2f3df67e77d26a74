"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { Switch } from "@/app/_ui/switch";
import { TextField } from "@/app/_ui/text-field";
import type { FieldsProps } from "./kind-fields";
import type { RuleDraft } from "./rule-draft";

const outcomes = ["refuse", "keep", "remove"] as const;

/** The actions of a rule on a message that matches, and on its author. */
export function ActionFields({ draft, errors, onChange }: FieldsProps) {
	const t = useTranslations("automod");
	const { outcome, flag, timesOut, timeoutMinutes } = draft;
	return (
		<>
			<Select
				label={t("fields.outcome")}
				value={outcome}
				onChange={({ target }) => onChange({ outcome: target.value as RuleDraft["outcome"] })}
			>
				{outcomes.map((one) => (
					<option key={one} value={one}>
						{t(`outcomes.${one}`)}
					</option>
				))}
			</Select>
			{outcome !== "refuse" && (
				<Switch label={t("fields.flag")} checked={flag} onChange={(to) => onChange({ flag: to })} />
			)}
			<Switch label={t("fields.timeout")} checked={timesOut} onChange={(to) => onChange({ timesOut: to })} />
			{timesOut && (
				<TextField
					label={t("fields.timeoutMinutes")}
					inputMode="numeric"
					error={errors["actions.timeout.minutes"]}
					value={timeoutMinutes}
					onChange={({ target }) => onChange({ timeoutMinutes: target.value })}
				/>
			)}
			{errors.actions && <p className="text-meta text-danger-text">{errors.actions}</p>}
			<p className="text-meta text-text-faint">{t("hints.actions")}</p>
		</>
	);
}
