"use client";

import { type FormEvent, useState } from "react";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useModerate, useModerationRights } from "@/app/_client/moderation/use-moderation";
import { useName } from "@/app/_client/users/use-known-user";
import { uuid } from "@/app/_client/uuid";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import type { ActionKind } from "@/lib/realtime/protocol";
import { useCaseConflict } from "../cases/use-case-conflict";
import { ReasonFields, RemovalFields, SanctionFields } from "./moderation-fields";
import { firstForm, type ModerationForm, wantedAction } from "./moderation-form";
import type { ModerationTarget } from "./moderation-target";

const kinds: ActionKind[] = ["removal", "warn", "timeout", "kick", "ban"];

/** Warns, times out, kicks or bans a user, removes messages of theirs, or both, and asks for how long and why. */
export function ModerationDialog({ onClose, ...target }: ModerationTarget & { onClose: () => void }) {
	const { serverId, user } = target;
	const t = useTranslations("moderation");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const conflictOf = useCaseConflict();
	const moderate = useModerate(serverId, target.onChanged);
	// The roles of a user without an id are unknown: only the name was typed.
	const { sanctions, mayRemove } = useModerationRights(user.id === undefined ? null : serverId, user.id ?? 0);
	const [first] = useState(() => firstForm(target));
	const [form, setForm] = useState(first);
	const [isEmpty, setEmpty] = useState(false);
	const [nonce] = useState(uuid);
	const change = (part: Partial<ModerationForm>) => {
		setEmpty(false);
		setForm((before) => ({ ...before, ...part }));
	};
	const { kind } = form;
	const name = useName(user.id === undefined ? null : { ...user, id: user.id }, serverId) || user.displayName;
	const { busy, failure, submit } = useSubmit(async () => {
		const wanted = wantedAction(form, target, Date.now());
		setEmpty(!wanted);
		if (!wanted) return;
		await moderate({ ...wanted, nonce });
		onClose();
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	const offered = kinds.filter(
		(one) => one === target.kind || (one === "removal" ? mayRemove : sanctions.includes(one)),
	);
	const removes = form.deletes || form.purge !== 0;
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && !busy && onClose()}
			dirty={form.reason !== first.reason || form.note !== ""}
			title={t(`heading.${kind}`, { name })}
			text={t(`text.${kind}`)}
		>
			<form noValidate onSubmit={onSubmit} className="grid gap-4">
				<SanctionFields form={form} offered={offered} onChange={change} />
				{mayRemove && <RemovalFields {...target} form={form} onChange={change} />}
				<ReasonFields form={form} hint={t("reasonHint", { name })} onChange={change} />
				{isEmpty && <Alert tone="danger">{t("nothingChosen")}</Alert>}
				{failure && (
					<Alert tone="danger">
						{"subject" in failure.fields
							? t(user.id === undefined ? "noUser" : "notMember", { name })
							: (conflictOf(failure) ?? errorText(failure))}
					</Alert>
				)}
				{/* On a phone the fields may be longer than the screen: the thumb finds the buttons at its end all the same. */}
				<div className="max-md:sticky max-md:bottom-0 max-md:-mx-5 max-md:-mb-5 max-md:rounded-b-xl max-md:border-t max-md:bg-overlay max-md:px-5 max-md:pb-4">
					<DialogActions>
						<Button disabled={busy} onClick={onClose}>
							{cancel}
						</Button>
						<Button
							type="submit"
							variant={kind === "warn" && !removes ? "primary" : "danger"}
							busy={busy}
							busyLabel={t("working")}
						>
							{t(removes ? `confirmWith.${kind}` : `confirm.${kind}`)}
						</Button>
					</DialogActions>
				</div>
			</form>
		</Dialog>
	);
}
