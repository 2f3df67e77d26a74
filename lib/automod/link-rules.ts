import type { RuleSettings } from "../realtime/protocol";
import { type FoundLink, isInvite, isOwn } from "./links";

type Settings = Pick<RuleSettings["links"], "block" | "invites">;
type LinkRule = { rule: number; settings: Settings };

/** The rules of a server about links: however many they are, each link is looked up once. */
export class LinkRules {
	private readonly rules: LinkRule[] = [];
	/** The rules that list a domain. */
	private readonly domains = new Map<string, LinkRule[]>();

	get isEmpty(): boolean {
		return this.rules.length === 0;
	}

	get bytes(): number {
		return this.domains.size * 200;
	}

	*add(rule: number, settings: Settings, domains: string[]): Generator<void> {
		const added = { rule, settings };
		for (const [n, domain] of domains.entries()) {
			if (n % 50 === 0) yield;
			const listing = this.domains.get(domain);
			if (listing) listing.push(added);
			else this.domains.set(domain, [added]);
		}
		this.rules.push(added);
	}

	/** Adds the rules that match one of these links. */
	rulesIn(links: FoundLink[], found: Set<number>): void {
		let rest = this.rules.filter(({ rule }) => !found.has(rule));
		for (const link of links) {
			if (rest.length === 0) return;
			const matching = this.matching(link, rest);
			if (matching.size === 0) continue;
			for (const rule of matching) found.add(rule);
			rest = rest.filter(({ rule }) => !found.has(rule));
		}
	}

	/** Whether a rule matches a link. */
	matches(link: FoundLink): boolean {
		return this.matching(link, this.rules).size > 0;
	}

	private matching(link: FoundLink, rules: LinkRule[]): Set<number> {
		const matching = new Set<number>();
		const [invite, own] = [isInvite(link), isOwn(link)];
		const listing = this.listing(link.host);
		for (const one of rules)
			if ((one.settings.invites && invite) || (!own && blocks(one.settings, link, listing.has(one))))
				matching.add(one.rule);
		return matching;
	}

	/** The rules that list a host. A domain stands for its subdomains as well. */
	private listing(host: string): Set<LinkRule> {
		const listing = new Set<LinkRule>();
		for (let at = 0; at >= 0 && at < host.length; at = host.indexOf(".", at) + 1 || -1)
			for (const one of this.domains.get(host.slice(at)) ?? []) listing.add(one);
		return listing;
	}
}

function blocks({ block }: Settings, { isLink }: FoundLink, isListed: boolean): boolean {
	if (block === "none") return false;
	if (block === "all") return isLink;
	return block === "listed" ? isListed : isLink && !isListed;
}
