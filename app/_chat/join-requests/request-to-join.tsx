"use client";

import { useState } from "react";
import { useOwnRequest } from "@/app/_client/join-requests/use-own-requests";
import type { JoinForm } from "@/app/_client/servers/use-membership";
import { JoinRequestForm } from "./join-request-form";
import { SentRequest } from "./sent-request";

type Props = {
	server: { id: number; name: string };
	/** Empty if the server asks nothing. */
	question: string;
	/** Sends the request; rejects with the ApiError. */
	onSend: (form: JoinForm) => Promise<unknown>;
};

/** The way through an invite whose joins are approved: a question to answer, then a request that waits. */
export function RequestToJoin({ server, question, onSend }: Props) {
	const request = useOwnRequest(server.id);
	const [answer, setAnswer] = useState("");
	if (request?.state === "pending") return <SentRequest server={server} />;
	// The rules stand on the same page; a new member accepts them before they write.
	const asked = { question, rules: [], rulesVersion: 0 };
	return <JoinRequestForm asked={asked} request={request} answer={answer} onAnswer={setAnswer} onSend={onSend} />;
}
