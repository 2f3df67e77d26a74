"use client";

import { CircleCheck, CloudOff, MonitorX } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useConnection, useOnline, usePhase, useWasConnected } from "@/app/_client/realtime/socket-provider";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Spinner } from "@/app/_ui/spinner";

type Props = {
	/** The time of the newest visible message. */
	upTo: string | null;
	behind: number;
};

const patienceMs = 2000;
const firstMs = 10_000;
const catchingUpMs = 500;
const backMs = 2000;

/** Shows connection problems. A short interruption is ignored. */
export function ConnectionBanner({ upTo, behind }: Props) {
	const t = useTranslations("conversation");
	const connection = useConnection();
	const phase = usePhase();
	const online = useOnline();
	const away = phase === "connecting" || phase === "lost";
	// A connection that never existed cannot be lost.
	const isFirst = !useWasConnected();
	const broken = useLasting(away, isFirst ? firstMs : patienceMs);
	const catchingUp = useLasting(behind > 0, catchingUpMs);
	const back = useAfter(broken && away && !isFirst, backMs) && phase === "connected";

	let banner: ReactNode = null;
	if (phase === "displaced") {
		banner = (
			<Banner tone="warning" icon={<MonitorX size="1rem" aria-hidden="true" />}>
				<span className="min-w-0 flex-1">{t("displaced")}</span>
				<button type="button" onClick={() => connection?.reconnect()} className="link shrink-0 max-md:min-h-11">
					{t("useHere")}
				</button>
			</Banner>
		);
	} else if (away && broken) {
		banner = online ? (
			<Banner tone="warning" icon={<Spinner />}>
				<span className="min-w-0 flex-1">{t(isFirst ? "connecting" : "reconnecting")}</span>
				<button type="button" onClick={() => connection?.reconnect()} className="link shrink-0 max-md:min-h-11">
					{t("tryNow")}
				</button>
			</Banner>
		) : (
			<Banner tone="warning" icon={<CloudOff size="1rem" aria-hidden="true" />}>
				<span>{upTo ? t("offlineUpTo", { time: upTo }) : t("offline")}</span>
			</Banner>
		);
	} else if (catchingUp) {
		banner = (
			<Banner tone="warning" icon={<Spinner />}>
				<span className="tabular-nums">{t("catchingUp", { count: behind })}</span>
			</Banner>
		);
	} else if (back) {
		banner = (
			<Banner tone="success" icon={<CircleCheck size="1rem" aria-hidden="true" />}>
				<span>{t("backOnline")}</span>
			</Banner>
		);
	}
	// The live region stays mounted while empty, so that screen readers observe it. It lies over the messages.
	return (
		<div role="status" className="absolute inset-x-0 top-0 z-3">
			{banner}
		</div>
	);
}

function Banner({ tone, icon, children }: { tone: "warning" | "success"; icon: ReactNode; children: ReactNode }) {
	const tones = {
		warning: "bg-warning-subtle [&>:first-child]:text-warning-text",
		success: "bg-success-subtle [&>:first-child]:text-success-text",
	};
	return (
		<div
			data-banner
			className={`flex min-h-9.5 items-center gap-2.5 border-b py-1.5 ps-5 pe-3 text-sm max-md:ps-3.5 ${tones[tone]}`}
		>
			<span className="grid shrink-0 place-items-center">{icon}</span>
			{children}
		</div>
	);
}

/** True once `state` has been true for that long. */
function useLasting(state: boolean, ms: number): boolean {
	const [lasting, setLasting] = useState(false);
	useEffect(() => {
		if (!state) {
			setLasting(false);
			return;
		}
		const timer = setTimeout(() => setLasting(true), ms);
		return () => clearTimeout(timer);
	}, [state, ms]);
	return lasting && state;
}

/** True for that long after `state` ended. */
function useAfter(state: boolean, ms: number): boolean {
	const [after, setAfter] = useState(false);
	const was = useRef(state);
	useEffect(() => {
		const ended = was.current && !state;
		was.current = state;
		if (!ended) return;
		setAfter(true);
		const timer = setTimeout(() => setAfter(false), ms);
		return () => clearTimeout(timer);
	}, [state, ms]);
	return after && !state;
}
