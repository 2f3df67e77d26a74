"use client";

import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { TextField } from "@/app/_ui/text-field";

type Props = {
	/** As the field has it. */
	keepDays: string;
	/** The setting that applies now. */
	before: number | null;
	onChange: (part: { keepDays: string }) => void;
	isWrong: boolean;
};

/** For how many days the instance keeps messages. */
export function RetentionSection({ keepDays, before, onChange, isWrong }: Props) {
	const t = useTranslations("retention");
	const days = Number(keepDays);
	const isShorter = days >= 1 && days < (before ?? Number.POSITIVE_INFINITY);
	return (
		<SettingsSection title={t("heading")} text={t("instanceText")}>
			<div className="grid gap-3">
				<TextField
					label={t("label")}
					hint={t("hint")}
					inputMode="numeric"
					autoComplete="off"
					dir="ltr"
					maxLength={5}
					value={keepDays}
					onChange={({ target }) => onChange({ keepDays: target.value })}
					error={isWrong ? t("wrong") : undefined}
				/>
				{isShorter && <Alert tone="danger">{t("instanceWarning", { count: days })}</Alert>}
			</div>
		</SettingsSection>
	);
}
