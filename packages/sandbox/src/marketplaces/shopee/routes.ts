import type { Endpoint } from './call.ts';
import {
  createShippingDocument,
  downloadShippingDocument,
  getShippingDocumentParameter,
  getShippingDocumentResult,
} from './documents.ts';
import {
  getShippingParameter,
  getTrackingInfo,
  getTrackingNumber,
  massShipOrder,
  shipOrder,
} from './logistics.ts';
import { cancelOrder, getOrderDetail, getOrderList, handleBuyerCancellation } from './orders.ts';
import { getPackageDetail, getShipmentList, searchPackageList } from './packages.ts';
import { getItemBaseInfo, getItemList, getModelList } from './products.ts';
import {
  confirmConsumedLostPushMessage,
  getAppPushConfig,
  getLostPushMessage,
  setAppPushConfig,
} from './push-api.ts';
import { getProfile, getShopInfo, getWarehouseDetail } from './shop.ts';
import { splitOrder } from './split-order.ts';
import { updatePrice, updateStock } from './stock.ts';
import { getToken, refreshToken } from './tokens.ts';

const get = (run: Endpoint['run']): Endpoint => ({ method: 'GET', kind: 'shop', run });
const post = (run: Endpoint['run']): Endpoint => ({ method: 'POST', kind: 'shop', run });

/** Every call this platform answers. Methods and kinds: CM schemas v2.*.json, 2026-08. */
export const ENDPOINTS: Record<string, Endpoint> = {
  '/api/v2/auth/token/get': { method: 'POST', kind: 'public', run: getToken },
  '/api/v2/auth/access_token/get': { method: 'POST', kind: 'public', run: refreshToken },
  '/api/v2/shop/get_shop_info': get(getShopInfo),
  '/api/v2/shop/get_profile': get(getProfile),
  '/api/v2/shop/get_warehouse_detail': get(getWarehouseDetail),
  '/api/v2/product/get_item_list': get(getItemList),
  '/api/v2/product/get_item_base_info': get(getItemBaseInfo),
  '/api/v2/product/get_model_list': get(getModelList),
  '/api/v2/product/update_stock': post(updateStock),
  '/api/v2/product/update_price': post(updatePrice),
  '/api/v2/order/get_order_list': get(getOrderList),
  '/api/v2/order/get_order_detail': get(getOrderDetail),
  '/api/v2/order/search_package_list': post(searchPackageList),
  '/api/v2/order/get_package_detail': get(getPackageDetail),
  '/api/v2/order/get_shipment_list': get(getShipmentList),
  '/api/v2/order/split_order': post(splitOrder),
  '/api/v2/order/cancel_order': post(cancelOrder),
  '/api/v2/order/handle_buyer_cancellation': post(handleBuyerCancellation),
  '/api/v2/logistics/get_shipping_parameter': get(getShippingParameter),
  '/api/v2/logistics/ship_order': post(shipOrder),
  '/api/v2/logistics/mass_ship_order': post(massShipOrder),
  '/api/v2/logistics/get_tracking_number': get(getTrackingNumber),
  '/api/v2/logistics/get_tracking_info': get(getTrackingInfo),
  '/api/v2/logistics/get_shipping_document_parameter': post(getShippingDocumentParameter),
  '/api/v2/logistics/create_shipping_document': post(createShippingDocument),
  '/api/v2/logistics/get_shipping_document_result': post(getShippingDocumentResult),
  '/api/v2/logistics/download_shipping_document': post(downloadShippingDocument),
  '/api/v2/push/get_lost_push_message': { method: 'GET', kind: 'either', run: getLostPushMessage },
  '/api/v2/push/confirm_consumed_lost_push_message': {
    method: 'POST',
    kind: 'either',
    run: confirmConsumedLostPushMessage,
  },
  '/api/v2/push/get_app_push_config': { method: 'GET', kind: 'either', run: getAppPushConfig },
  '/api/v2/push/set_app_push_config': { method: 'POST', kind: 'either', run: setAppPushConfig },
};
