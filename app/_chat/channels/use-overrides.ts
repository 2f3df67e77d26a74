"use client";

import { useState } from "react";
import useSWR, { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { mineKey } from "@/app/_client/servers/use-servers";
import type { Overrides, Role } from "@/lib/realtime/protocol";
import type { OverrideDraft } from "./override-draft";
import { editOf, isChanged, type OverrideEdit, rebased, requestOf } from "./override-edit";

/**
 * The overrides of a channel or a group and the edit of them, which are saved as a whole. The server refuses to save an
 * edit over what somebody else has changed since it began.
 */
export function useOverrides(path: string, roles: readonly Role[], onDone: () => void) {
	const { mutate: mutateAll } = useSWRConfig();
	const { data, error, mutate } = useSWR<Overrides>(path, { revalidateOnFocus: false, dedupingInterval: 0 });
	const [edit, setEdit] = useState<OverrideEdit | null>(null);
	const [isReviewed, setReviewed] = useState(false);
	const shown = edit ?? editOf(data ?? { overrides: [], revision: "" });
	const saving = useSubmit(async () => {
		const { path: to, body, headers } = requestOf(path, shown);
		await api.put(to, body, { headers });
		await mutateAll(path);
		await mutateAll(mineKey);
		onDone();
	});
	const reviewing = useSubmit(async () => {
		const latest = await api.get<Overrides>(path);
		setEdit((current) => current && rebased(current, latest, (id) => roles.some((role) => role.id === id)));
		setReviewed(true);
		saving.forget();
		await mutate(latest, { revalidate: false });
	});
	const change = (part: Partial<OverrideEdit>) => setEdit({ ...shown, ...part });
	const wasFollowing = shown.base.follows ?? false;
	return {
		isLoaded: data !== undefined,
		error: error as unknown,
		drafts: shown.drafts,
		follows: shown.follows,
		isDirty: edit !== null && isChanged(edit),
		setDrafts: (drafts: OverrideDraft[]) => change({ drafts, follows: false }),
		/** It is to follow its group from the save on; what that means is shown afterwards. */
		willFollow: shown.follows && !wasFollowing,
		/** Own overrides begin as a copy of the group's. */
		setFollows: (follows: boolean) => change({ drafts: editOf(shown.base).drafts, follows }),
		busy: saving.busy,
		failure: reviewing.failure ?? saving.failure,
		submit: () => {
			reviewing.forget();
			return saving.submit();
		},
		/** Somebody else has changed them since the edit began. */
		isConflict: saving.failure?.code === "conflict",
		isReviewing: reviewing.busy,
		/** Puts the user's own changes on top of the latest state, to look at before saving. */
		review: reviewing.submit,
		/** The user's own changes stand on top of the latest state. */
		isReviewed,
	};
}
