"use client";

import { useState } from "react";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useSaveServer } from "@/app/_client/servers/use-save-server";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Select } from "@/app/_ui/select";
import { Switch } from "@/app/_ui/switch";
import { useToast } from "@/app/_ui/toast";
import type { Server, SystemMessageSettings } from "@/lib/realtime/protocol";

type Props = { server: Server; settings: SystemMessageSettings };

/** The announcements of a server. Each change is saved at once. */
export function SystemMessagesSection({ server, settings }: Props) {
	const t = useTranslations("systemMessages");
	const saved = useTranslations("serverSettings")("saved");
	const errorText = useErrorMessage();
	const toast = useToast();
	const save = useSaveServer(server.id);
	const [shown, setShown] = useState(settings);
	const { failure, submit } = useSubmit(async (change: Partial<SystemMessageSettings>) => {
		const before = Object.fromEntries(Object.entries(shown).filter(([name]) => name in change));
		setShown((now) => ({ ...now, ...change }));
		try {
			await save({ systemMessages: change });
		} catch (error) {
			setShown((now) => ({ ...now, ...before }));
			throw error;
		}
		toast({ text: saved });
	});
	const set = (change: Partial<SystemMessageSettings>) => void submit(change);
	return (
		<SettingsSection title={t("heading")} text={t("text")}>
			<div className="grid gap-5">
				<Select
					label={t("joinedIn")}
					hint={t("joinedHint")}
					value={shown.joinedChannelId ?? ""}
					onChange={({ target }) => set({ joinedChannelId: Number(target.value) || null })}
				>
					<option value="">{t("nowhere")}</option>
					{(server.channels ?? []).map(({ id, name }) => (
						<option key={id} value={id}>
							#{name}
						</option>
					))}
				</Select>
				<Switch label={t("pins")} text={t("pinsText")} checked={shown.pinned} onChange={(pinned) => set({ pinned })} />
				<Switch
					label={t("renames")}
					text={t("renamesText")}
					checked={shown.renamed}
					onChange={(renamed) => set({ renamed })}
				/>
				<Switch
					label={t("unread")}
					text={t("unreadText")}
					checked={shown.unread}
					onChange={(unread) => set({ unread })}
				/>
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			</div>
		</SettingsSection>
	);
}
