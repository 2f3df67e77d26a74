"use client";

import { useRef, useState } from "react";
import { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { mineKey } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Channel, MemberChannel } from "@/lib/realtime/protocol";
import { moved } from "./moved";

type Listed = Channel | MemberChannel;

/** The channels in the latest requested order, which is shown at once and saved one change after another. */
export function useChannelOrder(channels: readonly Listed[]) {
	const t = useTranslations("serverSettings");
	const errorText = useErrorMessage();
	const toast = useToast();
	const { mutate } = useSWRConfig();
	const [announcement, setAnnouncement] = useState("");
	const [order, setOrder] = useState<number[] | null>(null);
	const wanted = useRef<number[] | null>(null);
	const isSaving = useRef(false);
	const byId = new Map(channels.map((channel) => [channel.id, channel]));
	// A channel created meanwhile comes last, a deleted one is dropped.
	const ids = [...new Set([...(order ?? []), ...byId.keys()])].filter((id) => byId.has(id));

	const save = async (before: number[]) => {
		if (isSaving.current) return;
		isSaving.current = true;
		// The list may be older than the last saved order, so the channels that this move affects are saved in any case.
		const unaffected = channels.filter(({ id }) => wanted.current?.indexOf(id) === before.indexOf(id));
		const positions = new Map(unaffected.map(({ id, position }) => [id, position]));
		try {
			for (let saved: number[] | null = null; saved !== wanted.current; ) {
				saved = wanted.current;
				await Promise.all(
					(saved ?? []).map(async (id, position) => {
						if (positions.get(id) === position) return;
						await api.patch(`/api/channels/${id}`, { position });
						positions.set(id, position);
					}),
				);
				// The user may move another channel meanwhile.
				await mutate(mineKey);
			}
		} catch (error) {
			toast({ text: errorText(error), tone: "error" });
			await mutate(mineKey);
		}
		wanted.current = null;
		isSaving.current = false;
		setOrder(null);
	};
	const move = (id: number, to: number) => {
		const before = wanted.current ?? ids;
		const next = moved(before, id, to);
		if (!next) return;
		wanted.current = next;
		setOrder(next);
		setAnnouncement(t("moved", { name: byId.get(id)?.name ?? "", position: next.indexOf(id) + 1 }));
		void save(before);
	};
	return { shown: ids.flatMap((id) => byId.get(id) ?? []), move, announcement };
}
