"use client";

import type { ReactNode } from "react";
import { SaveBar } from "@/app/_chat/settings/save-bar";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { useInstanceSettings } from "@/app/_client/admin/use-instance-settings";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { localeNames, locales } from "@/app/_i18n/locale";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Select } from "@/app/_ui/select";
import { Skeleton } from "@/app/_ui/skeleton";
import { TextArea, TextField } from "@/app/_ui/text-field";
import type { InstanceSettings } from "@/lib/instance/fields";
import { useSettingsForm } from "../use-settings-form";
import { IconField } from "./icon-field";
import { QuotasSection, quotaNames } from "./quotas-section";
import { RetentionSection } from "./retention-section";

const names = [
	...(["name", "frontText", "defaultLanguage", "reservedNames", "imprint", "privacy"] as const),
	...quotaNames,
	"keepDays",
] as const;

/** The icon and the name of the instance, its public texts, its language, names that nobody may take, and quotas. */
export function InstanceSettingsView() {
	const { settings, iconUrl, error, again, onIcon, save } = useInstanceSettings();
	const icon = <IconField iconUrl={iconUrl} onChanged={onIcon} />;
	if (settings) return <InstanceSettingsForm settings={settings} icon={icon} save={save} />;
	return error === undefined ? <Skeleton className="h-60 w-full" /> : <LoadFailure error={error} onRetry={again} />;
}

type Props = {
	settings: InstanceSettings;
	icon: ReactNode;
	save: (change: Partial<InstanceSettings>) => Promise<InstanceSettings>;
};

function InstanceSettingsForm({ settings, icon, save }: Props) {
	const t = useTranslations("admin.settings");
	const errorText = useErrorMessage();
	const form = useSettingsForm(settings, names, save);
	const { draft, change, errorOf } = form;
	const pages = ["imprint", "privacy"] as const;
	return (
		<form noValidate onSubmit={form.onSubmit} className="grid grid-cols-[minmax(0,1fr)] gap-5">
			<div>
				<SettingsSection title={t("identityHeading")}>
					<div className="grid gap-5">
						{icon}
						<TextField
							label={t("name")}
							hint={t("nameHint")}
							autoComplete="off"
							maxLength={60}
							value={draft.name}
							onChange={({ target }) => change({ name: target.value })}
							error={errorOf("name") && t("nameMissing")}
						/>
						<TextArea
							label={t("frontText")}
							hint={t("frontTextHint")}
							rows={3}
							maxLength={1000}
							value={draft.frontText}
							onChange={({ target }) => change({ frontText: target.value })}
							error={errorOf("frontText")}
						/>
						<Select
							label={t("defaultLanguage")}
							hint={t("defaultLanguageHint")}
							value={draft.defaultLanguage}
							onChange={({ target }) =>
								change({ defaultLanguage: target.value as InstanceSettings["defaultLanguage"] })
							}
						>
							{locales.map((locale) => (
								<option key={locale} value={locale}>
									{localeNames[locale]}
								</option>
							))}
						</Select>
					</div>
				</SettingsSection>
				<SettingsSection title={t("namesHeading")}>
					<TextArea
						label={t("reservedNames")}
						hint={t("reservedNamesHint")}
						rows={2}
						spellCheck={false}
						value={draft.reservedNames}
						onChange={({ target }) => change({ reservedNames: target.value })}
						error={errorOf("reservedNames") && t("reservedNamesWrong")}
					/>
				</SettingsSection>
				<QuotasSection draft={draft} onChange={change} errorOf={errorOf} />
				<RetentionSection
					keepDays={draft.keepDays}
					before={settings.keepDays}
					onChange={change}
					isWrong={errorOf("keepDays") !== undefined}
				/>
				<SettingsSection title={t("pagesHeading")} text={t("pagesText")}>
					<div className="grid gap-5">
						{pages.map((page) => (
							<TextArea
								key={page}
								label={t(page)}
								hint={draft[page].trim() ? `/${page}` : t("pageEmpty")}
								rows={8}
								value={draft[page]}
								onChange={({ target }) => change({ [page]: target.value })}
								error={errorOf(page)}
							/>
						))}
					</div>
				</SettingsSection>
			</div>
			{form.failure && <Alert tone="danger">{errorText(form.failure)}</Alert>}
			<SaveBar {...form.bar} />
		</form>
	);
}
