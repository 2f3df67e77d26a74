"use client";

import { useState } from "react";
import useSWR, { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { mineKey } from "@/app/_client/servers/use-servers";
import type { Override } from "@/lib/realtime/protocol";
import { draftsOf, inputOf, isSame, type OverrideDraft } from "./override-draft";

type Answer = { overrides: Override[]; follows?: boolean };

/** The overrides of a channel or a group and the edit of them. They are saved as a whole. */
export function useOverrides(path: string, onDone: () => void) {
	const { mutate: mutateAll } = useSWRConfig();
	const { data, error } = useSWR<Answer>(path, { revalidateOnFocus: false, dedupingInterval: 0 });
	const [edit, setEdit] = useState<{ drafts: OverrideDraft[]; follows: boolean } | null>(null);
	const saved = data ? draftsOf(data.overrides) : [];
	const savedFollows = data?.follows ?? false;
	const { drafts, follows } = edit ?? { drafts: saved, follows: savedFollows };
	const { busy, failure, submit } = useSubmit(async () => {
		if (follows) await api.put(`${path}/follow`);
		else await api.put(path, { overrides: inputOf(drafts) });
		await mutateAll(path);
		await mutateAll(mineKey);
		onDone();
	});
	return {
		isLoaded: data !== undefined,
		error: error as unknown,
		drafts,
		follows,
		isDirty: edit !== null && (follows !== savedFollows || (!follows && !isSame(drafts, saved))),
		setDrafts: (next: OverrideDraft[]) => setEdit({ drafts: next, follows: false }),
		/** It is to follow its group from the save on; what that means is shown afterwards. */
		willFollow: follows && !savedFollows,
		/** Own overrides begin as a copy of the group's. */
		setFollows: (next: boolean) => setEdit({ drafts: saved, follows: next }),
		busy,
		failure,
		submit,
	};
}
