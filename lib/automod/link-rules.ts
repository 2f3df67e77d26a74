import type { RuleSettings } from "../realtime/protocol";
import { type FoundLink, isInvite, isOwn } from "./links";

type Settings = Pick<RuleSettings["links"], "block" | "invites">;

/** The rules of a server about links: however many they are, each link is looked up once. */
export class LinkRules {
	private readonly rules: { rule: number; settings: Settings; isListed: boolean }[] = [];
	/** The rules that list a domain, by their places above. */
	private readonly domains = new Map<string, number[]>();

	get isEmpty(): boolean {
		return this.rules.length === 0;
	}

	get bytes(): number {
		return this.domains.size * 200;
	}

	*add(rule: number, settings: Settings, domains: string[]): Generator<void> {
		for (const [n, domain] of domains.entries()) {
			if (n % 50 === 0) yield;
			const places = this.domains.get(domain);
			if (places) places.push(this.rules.length);
			else this.domains.set(domain, [this.rules.length]);
		}
		this.rules.push({ rule, settings, isListed: false });
	}

	/** Adds the rules that match one of these links. */
	rulesOf(links: FoundLink[], found: Set<number>): void {
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

	private matching(link: FoundLink, rules: typeof this.rules): Set<number> {
		const matching = new Set<number>();
		const [invite, own] = [isInvite(link), isOwn(link)];
		this.list(link.host);
		for (const { rule, settings, isListed } of rules)
			if ((settings.invites && invite) || (!own && blocks(settings, link, isListed))) matching.add(rule);
		return matching;
	}

	/** Marks the rules that list a host. A domain stands for its subdomains as well. */
	private list(host: string): void {
		for (const one of this.rules) one.isListed = false;
		for (let at = 0; at >= 0 && at < host.length; at = host.indexOf(".", at) + 1 || -1)
			for (const place of this.domains.get(host.slice(at)) ?? []) {
				const one = this.rules[place];
				if (one) one.isListed = true;
			}
	}
}

function blocks({ block }: Settings, { isLink }: FoundLink, isListed: boolean): boolean {
	if (block === "none") return false;
	if (block === "all") return isLink;
	return block === "listed" ? isListed : isLink && !isListed;
}
