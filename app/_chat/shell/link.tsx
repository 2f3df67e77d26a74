"use client";

import NextLink from "next/link";
import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { channelAt, ownPageAt } from "@/app/_client/paths";

type Props = Omit<ComponentProps<typeof NextLink>, "href" | "onNavigate"> & { href: string };

/** A link to another page of the app, which works without a connection too. */
export function Link({ href, onPointerDown, onFocus, ...props }: Props) {
	const router = useRouter();
	const navigate = useNavigate();
	const isSignedIn = useSignedIn();
	const isOwn = channelAt(href) !== null || (isSignedIn && ownPageAt(href.split(/[?#]/, 1)[0] ?? "") !== null);
	// A page of the server is requested when the user is about to open it, not when they see the link.
	const prefetch = () => {
		if (!isOwn) router.prefetch(href);
	};
	return (
		<NextLink
			prefetch={false}
			{...props}
			href={href}
			onPointerDown={(event) => {
				prefetch();
				onPointerDown?.(event);
			}}
			onFocus={(event) => {
				prefetch();
				onFocus?.(event);
			}}
			onNavigate={(event) => {
				event.preventDefault();
				navigate(href);
			}}
		/>
	);
}
