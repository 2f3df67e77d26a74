"use client";

import { useState } from "react";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { Link } from "@/app/_chat/shell/link";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useSaveServer } from "@/app/_client/servers/use-save-server";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Switch } from "@/app/_ui/switch";
import { useToast } from "@/app/_ui/toast";
import type { Server } from "@/lib/realtime/protocol";

/** Whether members have the permissions to moderate and manage only with a second factor. Saved at once. */
export function SecondFactorSection({ server }: { server: Server }) {
	const t = useTranslations("requiredFactor");
	const saved = useTranslations("serverSettings")("saved");
	const errorText = useErrorMessage();
	const toast = useToast();
	const save = useSaveServer(server.id);
	const [isOn, setOn] = useState(server.requiresSecondFactor ?? false);
	const { failure, submit } = useSubmit(async (requiresSecondFactor: boolean) => {
		await save({ requiresSecondFactor });
		setOn(requiresSecondFactor);
		toast({ text: saved });
	});
	return (
		<SettingsSection title={t("heading")}>
			<Switch
				label={t("serverSwitch")}
				text={t("serverSwitchText")}
				checked={isOn}
				onChange={(next) => void submit(next)}
			/>
			{failure && (
				<div className="mt-3 grid justify-items-start gap-3">
					<Alert tone="danger">{failure.code === "second_factor_required" ? t("ownFirst") : errorText(failure)}</Alert>
					{failure.code === "second_factor_required" && (
						<Link href="/settings/account" className="link">
							{t("setUp")}
						</Link>
					)}
				</div>
			)}
		</SettingsSection>
	);
}
