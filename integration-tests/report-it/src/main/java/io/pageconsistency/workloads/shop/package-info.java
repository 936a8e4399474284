/** A small service of which reports are made. */
package io.pageconsistency.workloads.shop;
