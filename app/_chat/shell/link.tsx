"use client";

import NextLink from "next/link";
import type { ComponentProps } from "react";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { channelAt } from "@/app/_client/paths";

type Props = Omit<ComponentProps<typeof NextLink>, "href" | "onNavigate"> & { href: string };

/** A link to another page of the app, which works without a connection too. */
export function Link({ href, ...props }: Props) {
	const navigate = useNavigate();
	return (
		<NextLink
			// A channel needs no page of the server.
			prefetch={channelAt(href) ? false : null}
			{...props}
			href={href}
			onNavigate={(event) => {
				event.preventDefault();
				navigate(href);
			}}
		/>
	);
}
