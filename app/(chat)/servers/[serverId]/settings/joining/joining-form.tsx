"use client";

import { type FormEvent, useState } from "react";
import { SaveBar } from "@/app/_chat/settings/save-bar";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { mergeFormValues } from "@/app/_client/forms/merge-form-values";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { slugPath } from "@/app/_client/paths";
import { useSaveServer } from "@/app/_client/servers/use-save-server";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Select } from "@/app/_ui/select";
import { Switch } from "@/app/_ui/switch";
import { TextArea, TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { Server } from "@/lib/realtime/protocol";
import { accountAges, type JoiningDraft, joiningChanges, joiningDraftOf } from "./joining-draft";

/** How users come into the server: approval, the age of their account, its address, and where they arrive. */
export function JoiningForm({ server }: { server: Server }) {
	const t = useTranslations("joiningSettings");
	const tSettings = useTranslations("serverSettings");
	const errorText = useErrorMessage();
	const toast = useToast();
	const save = useSaveServer(server.id);
	const [saved, setSaved] = useState(joiningDraftOf(server));
	const [draft, setDraft] = useState(saved);
	const change = (part: Partial<JoiningDraft>) => setDraft({ ...draft, ...part });
	const { body, count } = joiningChanges(draft, saved);
	const { busy, failure, submit, forget } = useSubmit(async () => {
		const answered = joiningDraftOf(await save(body));
		setSaved(answered);
		setDraft((current) => mergeFormValues(current, draft, answered));
		toast({ text: tSettings("saved") });
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (count > 0) void submit();
	};
	const slugError = failure?.code === "name_taken" ? t("slugTaken") : failure?.fields.slug;
	const isNamed = slugError !== undefined || failure?.fields.welcomeChannelId !== undefined;
	const open = (server.channels ?? []).filter((channel) => !channel.private);
	return (
		<form noValidate onSubmit={onSubmit} className="grid grid-cols-[minmax(0,1fr)] gap-5">
			<div>
				<SettingsSection title={t("whoHeading")} text={t("whoText")}>
					<div className="grid gap-5">
						<Switch
							label={t("approval")}
							text={t("approvalText")}
							checked={draft.approval}
							onChange={(approval) => change({ approval })}
						/>
						{draft.approval && (
							<TextArea
								label={t("question")}
								hint={t("questionHint")}
								rows={2}
								maxLength={300}
								value={draft.question}
								onChange={({ target }) => change({ question: target.value })}
								error={failure?.fields["joinRequirements.question"]}
							/>
						)}
						<Select
							label={t("age")}
							hint={t("ageHint")}
							value={draft.minAccountMinutes}
							onChange={({ target }) => change({ minAccountMinutes: Number(target.value) })}
						>
							{accountAges.map(({ name, minutes }) => (
								<option key={name} value={minutes}>
									{t(`ageChoice.${name}`)}
								</option>
							))}
							{!accountAges.some(({ minutes }) => minutes === saved.minAccountMinutes) && (
								<option value={saved.minAccountMinutes}>{t("ageMinutes", { count: saved.minAccountMinutes })}</option>
							)}
						</Select>
					</div>
				</SettingsSection>
				<SettingsSection title={t("arriveHeading")}>
					<div className="grid gap-5">
						<Select
							label={t("welcome")}
							hint={t("welcomeHint")}
							value={draft.welcomeChannelId ?? ""}
							onChange={({ target }) => change({ welcomeChannelId: Number(target.value) || null })}
							error={failure?.fields.welcomeChannelId}
						>
							<option value="">{t("welcomeFirst")}</option>
							{open.map(({ id, name }) => (
								<option key={id} value={id}>
									#{name}
								</option>
							))}
						</Select>
						<TextField
							label={t("slug")}
							hint={draft.slug.trim() ? slugPath(draft.slug.trim().toLowerCase()) : t("slugHint")}
							autoComplete="off"
							autoCapitalize="none"
							spellCheck={false}
							dir="ltr"
							maxLength={32}
							value={draft.slug}
							onChange={({ target }) => change({ slug: target.value })}
							error={slugError}
						/>
					</div>
				</SettingsSection>
			</div>
			{failure && !isNamed && <Alert tone="danger">{errorText(failure)}</Alert>}
			<SaveBar
				changes={count}
				busy={busy}
				onDiscard={() => {
					setDraft(saved);
					forget();
				}}
			/>
		</form>
	);
}
