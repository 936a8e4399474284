/**
 * The entrance: static methods that woven code calls. Each only passes its call on to a part of the one
 * {@link io.pageconsistency.hooks.Checker} of this virtual machine. Begin there.
 */
package io.pageconsistency.hooks;
