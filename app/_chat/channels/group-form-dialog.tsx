"use client";

import { type FormEvent, useState } from "react";
import { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { focusField } from "@/app/_client/forms/focus-field";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { mineKey } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { ChannelGroup } from "@/lib/realtime/protocol";

type Props = { serverId: number; group?: ChannelGroup; onClose: () => void };

/** Creates a group of channels, or renames the one given. */
export function GroupFormDialog({ serverId, group, onClose }: Props) {
	const t = useTranslations("groups");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const toast = useToast();
	const { mutate } = useSWRConfig();
	const [name, setName] = useState(group?.name ?? "");
	const [tried, setTried] = useState(false);
	const wanted = name.trim();
	const { busy, failure, submit } = useSubmit(async () => {
		if (group) await api.patch(`/api/groups/${group.id}`, { name: wanted });
		else await api.post(`/api/servers/${serverId}/groups`, { name: wanted });
		await mutate(mineKey);
		if (!group) toast({ text: t("created", { name: wanted }) });
		onClose();
	});
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		if (wanted) return void submit();
		focusField(event.currentTarget, "name");
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			dirty={wanted !== (group?.name ?? "")}
			title={group ? t("renameHeading", { name: group.name }) : t("createHeading")}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<TextField
					name="name"
					label={t("name")}
					placeholder={t("namePlaceholder")}
					autoComplete="off"
					maxLength={80}
					value={name}
					onChange={(event) => setName(event.target.value)}
					error={failure?.fields.name ?? (tried && !wanted ? t("nameMissing") : undefined)}
				/>
				{failure && !failure.fields.name && <Alert tone="danger">{errorText(failure)}</Alert>}
				<DialogActions>
					<Button onClick={onClose}>{cancel}</Button>
					<Button type="submit" variant="primary" busy={busy} busyLabel={group ? t("saving") : t("creating")}>
						{group ? t("save") : t("create")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
