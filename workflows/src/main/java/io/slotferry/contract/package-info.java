/**
 * What other pipelines compile against: workflow types, requests, reports, names. It imports no other package of the project; every record is flat JSON.
 */
@NullMarked
package io.slotferry.contract;

import org.jspecify.annotations.NullMarked;
