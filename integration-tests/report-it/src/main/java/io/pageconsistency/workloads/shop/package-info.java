/**
 * A small service whose recordings are used to test reports. Tests quote line numbers of these classes. Begin at {@link
 * io.pageconsistency.workloads.shop.Shop}.
 */
package io.pageconsistency.workloads.shop;
