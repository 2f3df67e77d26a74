"use client";

import { useRef, useState } from "react";
import useSWR from "swr";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { api } from "@/app/_client/api";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { lazy } from "@/app/_ui/lazy";
import { useToast } from "@/app/_ui/toast";
import type { OwnSession } from "@/lib/realtime/protocol";
import { DeviceRow, useDeviceName } from "./device-row";

const EndOthersDialog = lazy(() => import("./end-others-dialog").then((module) => module.EndOthersDialog));

type Sessions = { sessions: OwnSession[] };

/** The viewer's sessions, each with the button that ends it. */
export function Devices({ first }: { first: Sessions }) {
	const t = useTranslations("devices");
	const toast = useToast();
	const nameOf = useDeviceName();
	const [asking, setAsking] = useState(false);
	const list = useRef<HTMLDivElement>(null);
	const { data, error, mutate } = useSWR<Sessions>("/api/account/sessions", { fallbackData: first });
	const sessions = data?.sessions ?? first.sessions;
	const others = sessions.filter(({ current }) => !current);
	const onEnded = async (text: string) => {
		// The button that had it is gone.
		list.current?.focus();
		toast({ text });
		await mutate();
	};
	return (
		<>
			<SettingsSection title={t("thisDevice")}>
				<ul>
					{sessions
						.filter(({ current }) => current)
						.map((session) => (
							<DeviceRow key={session.id} session={session} />
						))}
				</ul>
			</SettingsSection>
			<SettingsSection title={t("others")} text={t(others.length === 0 ? "noOthers" : "text")}>
				<div ref={list} tabIndex={-1} className="grid gap-4 outline-none">
					{others.length > 0 && (
						<>
							<ul className="divide-y border-y">
								{others.map((session) => (
									<DeviceRow key={session.id} session={session}>
										<EndButton
											session={session}
											onEnded={() => onEnded(t("ended", { device: nameOf(session.device) }))}
										/>
									</DeviceRow>
								))}
							</ul>
							<div>
								<Button variant="dangerOutline" onClick={() => setAsking(true)}>
									{t("endOthers")}
								</Button>
							</div>
						</>
					)}
					{error !== undefined && <LoadFailure error={error} onRetry={() => mutate()} />}
				</div>
			</SettingsSection>
			{asking && <EndOthersDialog onClose={() => setAsking(false)} onEnded={() => onEnded(t("othersEnded"))} />}
		</>
	);
}

function EndButton({ session, onEnded }: { session: OwnSession; onEnded: () => unknown }) {
	const t = useTranslations("devices");
	const tSettings = useTranslations("settings");
	const nameOf = useDeviceName();
	const { busy, failure, submit } = useSubmit(async () => {
		await api.delete(`/api/account/sessions/${session.id}`);
		await onEnded();
	});
	return (
		<>
			<Button
				size="small"
				busy={busy}
				busyLabel={tSettings("signingOut")}
				aria-label={t("endName", { device: nameOf(session.device) })}
				onClick={() => void submit()}
			>
				{t("end")}
			</Button>
			{failure && <LoadFailure error={failure} onRetry={() => submit()} className="basis-full" />}
		</>
	);
}
