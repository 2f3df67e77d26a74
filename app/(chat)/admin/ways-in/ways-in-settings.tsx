"use client";

import { SaveBar } from "@/app/_chat/settings/save-bar";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { useInstanceSettings } from "@/app/_client/admin/use-instance-settings";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { RadioCards } from "@/app/_ui/radio-cards";
import { Select } from "@/app/_ui/select";
import { Skeleton } from "@/app/_ui/skeleton";
import { Switch } from "@/app/_ui/switch";
import { TextArea, TextField } from "@/app/_ui/text-field";
import type { InstanceSettings, RegistrationMode } from "@/lib/instance/fields";
import { useSettingsForm } from "../use-settings-form";

const modes: RegistrationMode[] = ["open", "invite", "approval", "closed"];
const workLevels: InstanceSettings["proofOfWork"][] = ["off", "normal", "high"];
const rules: InstanceSettings["secondFactor"][] = ["off", "administrators", "everyone"];
const names = [
	...(["registration", "serverInvites", "verifyEmail", "allowedEmailDomains", "refusedEmailDomains"] as const),
	...(["proofOfWork", "secondFactor", "unverifiedDays", "serverCreators", "serverCreatorDays"] as const),
] as const;

/** The settings of registration, and who may create servers. */
export function WaysInSettings({ hasMail }: { hasMail: boolean }) {
	const { settings, error, again, save } = useInstanceSettings();
	if (settings) return <WaysInForm settings={settings} save={save} hasMail={hasMail} />;
	return error === undefined ? (
		<Skeleton className="mb-6 h-60 w-full" />
	) : (
		<LoadFailure error={error} onRetry={again} />
	);
}

type Props = {
	settings: InstanceSettings;
	save: (change: Partial<InstanceSettings>) => Promise<InstanceSettings>;
	hasMail: boolean;
};
type Form = ReturnType<typeof useSettingsForm<(typeof names)[number]>>;

function WaysInForm({ settings, save, hasMail }: Props) {
	const t = useTranslations("admin.waysIn");
	const ownFirst = useTranslations("requiredFactor")("ownFirst");
	const errorText = useErrorMessage();
	const form = useSettingsForm(settings, names, save);
	const { draft, change } = form;
	return (
		<form noValidate onSubmit={form.onSubmit} className="grid grid-cols-[minmax(0,1fr)] gap-5 pb-6">
			<div>
				<SettingsSection title={t("whoHeading")} text={t("whoText")}>
					<div className="grid gap-5">
						<RadioCards
							label={t("registration")}
							options={modes.map((value) => ({ value, label: t(`mode.${value}`), text: t(`modeText.${value}`) }))}
							value={draft.registration}
							onChange={(registration) => change({ registration })}
						/>
						{(draft.registration === "invite" || draft.registration === "approval") && (
							<Switch
								label={t("serverInvites")}
								text={t("serverInvitesText")}
								checked={draft.serverInvites}
								onChange={(serverInvites) => change({ serverInvites })}
							/>
						)}
						{draft.registration !== "closed" && (
							<Select
								label={t("proofOfWork")}
								hint={t(`workHint.${draft.proofOfWork}`)}
								value={draft.proofOfWork}
								onChange={({ target }) => change({ proofOfWork: target.value as InstanceSettings["proofOfWork"] })}
							>
								{workLevels.map((level) => (
									<option key={level} value={level}>
										{t(`work.${level}`)}
									</option>
								))}
							</Select>
						)}
					</div>
				</SettingsSection>
				<EmailSection form={form} hasMail={hasMail} />
				<FactorSection form={form} />
				<ServersSection form={form} />
			</div>
			{form.failure && (
				<Alert tone="danger">
					{form.failure.code === "second_factor_required" ? ownFirst : errorText(form.failure)}
				</Alert>
			)}
			<SaveBar {...form.bar} />
		</form>
	);
}

function EmailSection({ form: { draft, change, errorOf }, hasMail }: { form: Form; hasMail: boolean }) {
	const t = useTranslations("admin.waysIn");
	const isForced = draft.allowedEmailDomains.trim() !== "";
	return (
		<SettingsSection title={t("emailHeading")} text={hasMail ? undefined : t("noMailText")}>
			<div className="grid gap-5">
				<Switch
					label={t("verifyEmail")}
					text={t(isForced ? "verifyEmailForced" : hasMail ? "verifyEmailText" : "verifyEmailByHand")}
					checked={draft.verifyEmail || isForced}
					disabled={isForced}
					onChange={(verifyEmail) => change({ verifyEmail })}
				/>
				{hasMail && (draft.verifyEmail || isForced) && (
					<TextField
						label={t("unverifiedDays")}
						hint={t("unverifiedDaysHint")}
						inputMode="numeric"
						autoComplete="off"
						dir="ltr"
						maxLength={3}
						value={draft.unverifiedDays}
						onChange={({ target }) => change({ unverifiedDays: target.value })}
						error={errorOf("unverifiedDays") && t("daysWrong")}
					/>
				)}
				<TextArea
					label={t("allowedEmailDomains")}
					hint={t("allowedEmailDomainsHint")}
					rows={2}
					dir="ltr"
					spellCheck={false}
					value={draft.allowedEmailDomains}
					onChange={({ target }) => change({ allowedEmailDomains: target.value })}
					error={errorOf("allowedEmailDomains") && t("domainsWrong")}
				/>
				<TextArea
					label={t("refusedEmailDomains")}
					hint={t("refusedEmailDomainsHint")}
					rows={2}
					dir="ltr"
					spellCheck={false}
					value={draft.refusedEmailDomains}
					onChange={({ target }) => change({ refusedEmailDomains: target.value })}
					error={errorOf("refusedEmailDomains") && t("domainsWrong")}
				/>
			</div>
		</SettingsSection>
	);
}

function FactorSection({ form: { draft, change } }: { form: Form }) {
	const t = useTranslations("requiredFactor");
	return (
		<SettingsSection title={t("heading")}>
			<Select
				label={t("instanceSelect")}
				hint={t("instanceSelectHint")}
				value={draft.secondFactor}
				onChange={({ target }) => change({ secondFactor: target.value as InstanceSettings["secondFactor"] })}
			>
				{rules.map((rule) => (
					<option key={rule} value={rule}>
						{t(`rule.${rule}`)}
					</option>
				))}
			</Select>
		</SettingsSection>
	);
}

function ServersSection({ form: { draft, change, errorOf } }: { form: Form }) {
	const t = useTranslations("admin.waysIn");
	return (
		<SettingsSection title={t("serversHeading")}>
			<div className="grid gap-5">
				<Select
					label={t("serverCreators")}
					value={draft.serverCreators}
					onChange={({ target }) => change({ serverCreators: target.value as InstanceSettings["serverCreators"] })}
				>
					<option value="everyone">{t("creators.everyone")}</option>
					<option value="administrators">{t("creators.administrators")}</option>
				</Select>
				{draft.serverCreators === "everyone" && (
					<TextField
						label={t("serverCreatorDays")}
						hint={t("serverCreatorDaysHint")}
						inputMode="numeric"
						autoComplete="off"
						dir="ltr"
						maxLength={3}
						value={draft.serverCreatorDays}
						onChange={({ target }) => change({ serverCreatorDays: target.value })}
						error={errorOf("serverCreatorDays") && t("daysWrong")}
					/>
				)}
			</div>
		</SettingsSection>
	);
}
