"use client";

import { useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { Switch } from "@/app/_ui/switch";
import type { AutomodRule } from "@/lib/realtime/protocol";
import { actionNames } from "./rule-draft";

type Props = {
	serverId: number;
	rule: AutomodRule;
	/** Whether its button to edit it has the focus when the list appears. */
	hasFocus: boolean;
	onChanged: (rule: AutomodRule) => void;
	onEdit: () => void;
	onDeleted: () => void;
};

/** A rule in the list, with its switch. */
export function RuleRow({ serverId, rule, hasFocus, onChanged, onEdit, onDeleted }: Props) {
	const t = useTranslations("automod");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const [asks, setAsks] = useState(false);
	const path = `/api/servers/${serverId}/automod/rules/${rule.id}`;
	const { failure, submit } = useSubmit(async (enabled: boolean) =>
		onChanged((await api.patch<{ rule: AutomodRule }>(path, { enabled })).rule),
	);
	const removal = useSubmit(async () => {
		await api.delete(path);
		onDeleted();
	});
	const error = failure ?? removal.failure;
	const actions = actionNames(rule.actions).map((name) => t(`actions.${name}`));
	return (
		<li className="grid gap-2 py-3">
			<Switch
				label={<bdi className="wrap-anywhere">{rule.name}</bdi>}
				text={[t(`kinds.${rule.kind}`), ...actions, t(rule.enabled ? "isOn" : "isOff")].join(" · ")}
				checked={rule.enabled}
				onChange={(enabled) => void submit(enabled)}
			/>
			<div className="flex flex-wrap gap-2">
				<Button size="small" autoFocus={hasFocus} aria-label={t("editRule", { name: rule.name })} onClick={onEdit}>
					{t("edit")}
				</Button>
				<Button
					size="small"
					variant="ghost"
					aria-label={t("deleteRule", { name: rule.name })}
					onClick={() => setAsks(true)}
				>
					{t("delete")}
				</Button>
			</div>
			{error && <Alert tone="danger">{Object.values(error.fields)[0] ?? errorText(error)}</Alert>}
			<Dialog
				open={asks}
				onOpenChange={setAsks}
				question
				title={t("deleteTitle", { name: rule.name })}
				text={t("deleteText")}
			>
				<DialogActions>
					<Button onClick={() => setAsks(false)}>{cancel}</Button>
					<Button
						variant="danger"
						busy={removal.busy}
						onClick={() => {
							void removal.submit();
							setAsks(false);
						}}
					>
						{t("delete")}
					</Button>
				</DialogActions>
			</Dialog>
		</li>
	);
}
