"use client";

import { useState } from "react";
import { useWipedStorage } from "@/app/_client/messages/use-window-store";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { RadioCards } from "@/app/_ui/radio-cards";
import { TextField } from "@/app/_ui/text-field";
import type { RegistrationMode } from "@/lib/instance/fields";
import { AuthHeading } from "../auth-heading";
import { AccountFields } from "./account-fields";
import { RegistrationOutcome } from "./registration-outcome";
import { useRegistration } from "./use-registration";

type Props = { callback: string; name: string; modes: readonly RegistrationMode[] };

/** In place of the registration on an instance without accounts: its name, its administrator, and who may join. */
export function FirstStart({ callback, name: proposed, modes }: Props) {
	useWipedStorage(true);
	const t = useTranslations("auth");
	const tModes = useTranslations("admin.waysIn");
	const [name, setName] = useState(proposed);
	const [mode, setMode] = useState<RegistrationMode>("open");
	const instanceName = name.trim() || proposed;
	const registration = useRegistration({
		...{ callback, needsEmail: false, needsCode: false, needsWork: false, linkCode: "" },
		extra: { instance: { name: instanceName, registration: mode } },
	});
	const { failure } = registration;
	const heading = "text-message leading-5 font-bold";
	return (
		<>
			<AuthHeading title={t("firstHeading")} text={t("firstText")} />
			<form method="post" noValidate onSubmit={registration.onSubmit} className="grid gap-4.5">
				<h2 className={heading}>{t("firstName")}</h2>
				<TextField
					name="instanceName"
					label={t("instanceName")}
					hint={t("instanceNameHint")}
					autoComplete="off"
					maxLength={60}
					value={name}
					onChange={(event) => setName(event.target.value)}
					error={failure?.fields["instance.name"]}
				/>
				<h2 className={heading}>{t("firstAccount")}</h2>
				<AccountFields registration={registration} />
				<RadioCards
					label={<span className={heading}>{t("firstWho")}</span>}
					hint={t("firstWhoHint")}
					options={modes.map((value) => ({
						value,
						label: tModes(`mode.${value}`),
						text: tModes(`modeText.${value}`),
					}))}
					columns="grid-cols-1"
					value={mode}
					onChange={setMode}
				/>
				<RegistrationOutcome registration={registration} callback={callback} />
				<Button type="submit" variant="primary" size="large" busy={registration.busy} busyLabel={t("registering")}>
					{t("register")}
				</Button>
			</form>
		</>
	);
}
