"use client";

import { useRef, useState } from "react";
import { api } from "@/app/_client/api";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Role } from "@/lib/realtime/protocol";
import { changesOf, countChanges, draftOf, type RoleDraft, rebased } from "./role-draft";

/**
 * The edit of a role. While nothing is changed it follows the role; from the first change on it is an edit of the role
 * as it was then, and the server refuses to save it over somebody else's.
 */
export function useRoleForm(role: Role, onChanged: () => Promise<unknown>) {
	const saved = useTranslations("serverSettings")("saved");
	const toast = useToast();
	const latest = useRef(role);
	latest.current = role;
	const [edit, setEdit] = useState<{ base: Role; draft: RoleDraft } | null>(null);
	const base = edit?.base ?? role;
	const draft = edit?.draft ?? draftOf(role);
	const change = (part: Partial<RoleDraft>) => {
		const next = { ...draft, ...part };
		setEdit(countChanges(next, draftOf(base)) === 0 ? null : { base, draft: next });
	};
	const { busy, failure, submit, forget } = useSubmit(async () => {
		const changes = changesOf(draft, draftOf(base));
		const headers = { "if-match": `"${base.updatedAt}"` };
		const answer = await api.patch<{ role: Role }>(`/api/roles/${role.id}`, changes, { headers });
		// Fields that were edited during the save stay edits, of what was saved.
		setEdit((current) => {
			if (!current) return null;
			const next = rebased(current.draft, draft, draftOf(answer.role));
			return countChanges(next, draftOf(answer.role)) === 0 ? null : { base: answer.role, draft: next };
		});
		await onChanged();
		toast({ text: saved });
	});
	const isConflict = failure?.code === "conflict";
	return {
		base,
		draft,
		change,
		changes: countChanges(draft, draftOf(base)),
		busy,
		failure,
		submit,
		isConflict,
		/** Puts the user's own changes on top of the latest state, to look at before saving. */
		review: async () => {
			await onChanged();
			setEdit((current) => {
				const { current: now } = latest;
				return current && { base: now, draft: rebased(current.draft, draftOf(current.base), draftOf(now)) };
			});
			forget();
		},
		discard: () => {
			setEdit(null);
			forget();
		},
	};
}
