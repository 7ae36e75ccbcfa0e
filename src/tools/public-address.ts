// Which addresses belong to the public internet. What nobody has said to be public is not.
import ipaddr from 'ipaddr.js';

const GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3');
/** How a network without IPv4 reaches it: what counts is the address inside. */
const TRANSLATED = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** In the cloud of Azure this leads to the machine's own keeper, which hands out its secrets. */
const KEEPER = '168.63.129.16';

/** For an address as a resolver writes it. Other spellings, such as "127.1", are none. */
export function isPublicAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return isPublicIPv4(ipaddr.IPv4.parse(text));
  // With a zone, it is an address of the network around this machine.
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return false;
  const address = ipaddr.IPv6.parse(text);
  if (address.isIPv4MappedAddress()) return isPublicIPv4(address.toIPv4Address());
  if (address.match(TRANSLATED)) return isPublicIPv4(new ipaddr.IPv4(address.toByteArray().slice(12)));
  return address.match(GLOBAL) && address.range() === 'unicast';
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && address.toString() !== KEEPER;
}
