/** The library with which pools tell of their own pages: its empty methods are filled in here. */
package io.pageconsistency.agent.api;
